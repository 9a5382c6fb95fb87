"""What the speed claims in README are measured with. Timings are ratios within one run."""
