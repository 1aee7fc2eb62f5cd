"""Coverage-guided fuzzing of everything that reads bytes from strangers.

    make fuzz TARGET=desadv SECONDS=600
    python -m fuzz desadv --seconds 600          the same, where atheris is installed
    python -m fuzz desadv crash-…                run one input again, with its traceback

Inputs that led to something new are kept in .fuzz/TARGET/corpus, those that crashed or hung in .fuzz/TARGET/crashes.
"""
