"""`python -m training.action`."""

from training.action.train import main

if __name__ == "__main__":
    main()
