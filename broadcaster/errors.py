"""The one root of Palier's exceptions."""


class PalierError(Exception):
    """Something Palier can explain.

    The text of the exception is what the person who meets it reads. It says what is wrong and
    what to do. The class docstring is the default text.
    """

    def __str__(self) -> str:
        given = super().__str__()
        return given or (type(self).__doc__ or "").strip().splitlines()[0]
