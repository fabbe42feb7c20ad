"""The demo library: made by code at the first run, offline, then brought in by the same import as anyone's folder.

``content/*.toml`` says what there is; ``drawing``, ``pictures``, ``booklet``, ``sound`` and ``film`` make the files;
``folder`` lays them out with a ``materials.csv``; ``filling`` imports, processes, publishes and tells the story of
superseding, withdrawing and embargo; ``people`` makes the log-ins.
"""
