"""Reading a clip: every frame through a CNN, an LSTM over the frames, a label after each of them."""
