"""Which morgue this is."""


def version() -> str:
    """Give the version that is installed, as the runs of an archive keep it."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("morgue")
    except PackageNotFoundError:
        return "not installed"
