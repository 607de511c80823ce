"""City models of JEMSS.jl, simulated call by call as JEMSS does (SIM-02).

JEMSS (University of Auckland, Apache-2.0) is the open ambulance simulator with published city
models; agreeing with its recordings to the last call is how the planner's kernel is checked from
outside. Its files are parsed, never evaluated.
"""
