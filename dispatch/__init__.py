"""From the ringing phone to the patient handed over."""
