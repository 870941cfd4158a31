"""What a manager reads: figures of a period, what is to be done now, and both as a message, a page, a PDF and a workbook."""
