"""gunicorn's settings, apart from where it listens and how many workers it has."""

from __future__ import annotations

from gunicorn.http import message

# Bytes. A pasted text of 10,000 characters, nine bytes each in an address, is answered by a page like any other.
_LONGEST_ADDRESS = 128 * 1024

threads = 4
loglevel = "warning"
control_socket_disable = True
limit_request_line = _LONGEST_ADDRESS
limit_request_field_size = _LONGEST_ADDRESS  # a browser repeats the address as Referer
# Its own constant of 8,190 caps what is set above, unless that is "unlimited".
message.MAX_REQUEST_LINE = _LONGEST_ADDRESS
