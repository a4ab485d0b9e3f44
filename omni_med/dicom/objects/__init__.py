"""Objects other than plain images, read from their headers as DICOM JSON Model.

A header has been parsed in a worker of the decode pool before it gets here; these functions only
interpret it, and take what is malformed as absent. Binary values too long for the JSON are fetched
with ``DecodePool.element``.
"""
