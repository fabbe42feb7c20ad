"""The gate: the only way by which bytes of media leave Kho. Permission first, then HTTP as RFC 9110 has it."""
