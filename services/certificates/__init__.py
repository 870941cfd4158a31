"""Papers about service: a personal statement, the official record (民发〔2015〕149号), their verification, and corrections."""
