"""Connections that go only where they may, and that end in time however slowly the other side drips."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from functools import cache, partial
from ipaddress import ip_address
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from harvesters.fetch import problems
from harvesters.fetch.addresses import Allowed

_CONNECT_SECONDS = 10.0


class TimeLimit:
    """The seconds that are left: of one answer, and of everything together (`deadline`, seconds from now)."""

    def __init__(self, deadline: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end_of_all = float("inf") if deadline is None else clock() + deadline
        self._end_of_answer = float("inf")
        self.seconds = float("inf")  # for one answer

    def restart(self) -> None:
        """A new answer begins."""
        self._end_of_answer = self._clock() + self.seconds

    def left(self) -> float:
        return min(self._end_of_answer - self._clock(), self.left_of_all())

    def left_of_all(self) -> float:
        return self._end_of_all - self._clock()

    def timeout(self) -> float:
        """For the next operation of a socket; TimeoutError when nothing is left."""
        left = self.left()
        if left <= 0:
            raise TimeoutError
        return left


class _Timed:
    """Each read gets only the time that is left, so that a byte a second is no way to hold on for ever."""

    limit: TimeLimit | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.limit is not None:
            self.settimeout(self.limit.timeout())  # type: ignore[attr-defined]  # a mixin of sockets
        received: int = super().recv_into(*args, **kwargs)  # type: ignore[misc]  # a mixin of sockets
        return received


class _Socket(_Timed, socket.socket):
    pass


class _TLSSocket(_Timed, ssl.SSLSocket):
    pass


class Gate:
    """Opens sockets to permitted addresses only: the very address that was checked is connected to."""

    def __init__(self, allowed: Allowed, limit: TimeLimit) -> None:
        self.allowed = allowed
        self.limit = limit

    def connect(self, host: str, port: int) -> socket.socket:
        refused = False
        for family, address in self._resolved(host, port):
            if not self.allowed.permits(ip_address(address[0].partition("%")[0]), port):
                refused = True
            elif sock := self._opened(family, address):
                return sock
        if refused:
            raise problems.refused_address(host)
        raise problems.no_connection(host, port)

    def _resolved(self, host: str, port: int) -> list[tuple[int, tuple[Any, ...]]]:
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise problems.name_not_found(host) from None
        return [(family, address) for family, _, _, _, address in found]

    def _opened(self, family: int, address: tuple[Any, ...]) -> socket.socket | None:
        sock = _Socket(family, socket.SOCK_STREAM)
        sock.limit = self.limit
        try:
            sock.settimeout(min(self.limit.timeout(), _CONNECT_SECONDS))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(self.limit.timeout())
        except OSError:
            sock.close()
            self.limit.timeout()  # out of time altogether is a time-out, else the next address is tried
            return None
        return sock


class _Connection(HTTPConnection):
    gate: Gate

    def _new_conn(self) -> socket.socket:
        return self.gate.connect(self._dns_host, self.port)


class _TLSConnection(HTTPSConnection):
    gate: Gate

    def _new_conn(self) -> socket.socket:
        return self.gate.connect(self._dns_host, self.port or 443)

    def connect(self) -> None:
        super().connect()
        if isinstance(self.sock, _TLSSocket):
            self.sock.limit = self.gate.limit


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate = gate

    def _new_conn(self) -> _Connection:
        connection = super()._new_conn()
        assert isinstance(connection, _Connection)
        connection.gate = self.gate
        return connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate = gate

    def _new_conn(self) -> _TLSConnection:
        connection = super()._new_conn()
        assert isinstance(connection, _TLSConnection)
        connection.gate = self.gate
        return connection


class GatedAdapter(HTTPAdapter):
    """The adapter of requests, with every connection made by a gate."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        self.poolmanager = PoolManager(
            num_pools=connections, maxsize=maxsize, block=block, ssl_context=_tls_context(), **kwargs
        )
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_Pool, gate=self._gate),
            "https": partial(_TLSPool, gate=self._gate),
        }


@cache  # loading the certificates takes longer than many a request
def _tls_context() -> ssl.SSLContext:
    context = create_urllib3_context()  # certificates and host names are verified by default
    context.load_default_certs()
    context.sslsocket_class = _TLSSocket
    return context
