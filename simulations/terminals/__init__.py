"""Simulated vehicle terminals (模拟终端): peers that dial the gateway and speak JT/T 808 as real
devices do, with their faults; for training, the demo, the tests and the benches."""
