"""`python -m training.memory`."""

from training.memory.train import main

if __name__ == "__main__":
    main()
