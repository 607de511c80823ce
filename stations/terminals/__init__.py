"""The register of terminals (终端登记): which device may speak for which vehicle (VEH-04)."""
