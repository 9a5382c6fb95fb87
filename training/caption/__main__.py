"""`python -m training.caption`."""

from training.caption.train import main

if __name__ == "__main__":
    main()
