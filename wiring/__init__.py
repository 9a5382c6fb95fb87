"""The joints of the house: trained networks handed to the page as functions. Knows `models` and `ui`; app alone knows it."""
