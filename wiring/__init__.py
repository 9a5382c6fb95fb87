"""The joints of the house: trained networks handed to the page as functions. Only `app` knows this package."""
