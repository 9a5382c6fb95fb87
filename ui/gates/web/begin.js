// Last of all: the run that was handed over before this tab was opened, or an example.
takeOver();
