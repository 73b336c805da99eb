"""Lets names below `localhost` be found (RFC 6761, 6.3: they are this machine), which the resolver of many systems
does not do by itself. Importing it is enough; no other name is touched."""

import socket

_getaddrinfo = socket.getaddrinfo


def _find(host, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and (name == "localhost" or name.endswith(".localhost")):
        return _getaddrinfo("127.0.0.1", *args, **kwargs)
    return _getaddrinfo(host, *args, **kwargs)


socket.getaddrinfo = _find
