"""What can go wrong through no fault of ours: one kind sentence each, that names the cure."""


class GatescopeError(Exception):
    """Base of all errors whose message is meant for the visitor, as it stands."""


class MediaError(GatescopeError):
    """A picture or clip that cannot be read."""


class WeightsError(GatescopeError):
    """Weights that are missing, changed, or do not fit their configuration."""


class OptionError(GatescopeError):
    """An option outside what can be done."""
