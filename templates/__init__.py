"""Every word that is shown, in Jinja2 templates; Chinese is the source language, English comes from `locale/en/*.po`."""
