"""A cluster of Dask: one in this process by default, which listens to nothing, or one that runs somewhere."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, NamedTuple

from .._version import __version__
from ..errors import ClusterError, MissingLibrary, WrongUsage
from ..phrases import Phrase
from ..pipeline import processors
from .listing import said
from .working import version_here

_LOOPBACK = "127.0.0.1:0"  # of Dask's pages about itself, which have no password; Dask would listen on all addresses
_CONNECT = 20.0  # seconds to wait for a scheduler
_ADDRESS = re.compile(r"(?:[a-z0-9]+://)?(?:\[[^\]]+\]|[^\s:/]+):\d{1,5}(?:/\S*)?|inproc://\S+", re.ASCII)
_LOGGERS = ("distributed", "tornado", "asyncio", "bokeh")
_SETTINGS = {  # of the cluster in this process
    "distributed.worker.profile.enabled": False,  # it would look a hundred times a second at threads that wait
    "distributed.admin.log-length": 1_000,  # entries that are kept
    "distributed.admin.low-level-log-length": 1_000,
    "distributed.dashboard.link": "http://127.0.0.1:{port}/status",
}
LIBRARIES = ("distributed", "fsspec", "pyarrow")


class Tls(NamedTuple):
    """The files by which a program and a scheduler know each other."""

    ca: str | None = None
    cert: str | None = None
    key: str | None = None

    def check(self) -> None:
        """Raise WrongUsage if only some of the files are named."""
        if any(self) and not all(self):
            raise WrongUsage("TLS needs three files: --tls-ca, --tls-cert and --tls-key")

    def security(self) -> Any:
        """Return what Dask takes, or None if no file is named: then Dask's own configuration counts."""
        if not any(self):
            return None
        self.check()
        from distributed.security import Security

        return Security(
            tls_ca_file=self.ca, tls_client_cert=self.cert, tls_client_key=self.key, require_encryption=True
        )


class Cluster(NamedTuple):
    """Which cluster to use."""

    scheduler: Any = None  # its address, or a client of it; None: a cluster in this process
    workers: int | None = None  # units that are read side by side, in this process's cluster
    tls: Tls = Tls()


def require_libraries() -> None:
    """Raise MissingLibrary if the extra is not installed."""
    for library in LIBRARIES:
        if find_spec(library) is None:
            raise MissingLibrary(library, "fleet", Phrase("fleets"))


@contextmanager
def connect(cluster: Cluster) -> Iterator[Any]:
    """Yield a client of the cluster. Raises ClusterError if it cannot be reached, WrongUsage for an odd address."""
    import dask
    import distributed  # noqa: F401  (its defaults come before our settings, or they would leave with them)

    with _quiet():
        if cluster.scheduler is None:
            with dask.config.set(_SETTINGS), _own(cluster.workers or processors()) as client:
                yield client
        else:
            with _elsewhere(cluster.scheduler, cluster.tls) as client:
                yield client


@contextmanager
def _own(workers: int) -> Iterator[Any]:
    """Yield a client of a cluster of threads: each gives its units to a process of its own."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=1,
            threads_per_worker=workers,
            processes=False,
            memory_limit=0,  # the processes that read have limits
            dashboard_address=_LOOPBACK,
            worker_dashboard_address=_LOOPBACK,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def _elsewhere(scheduler: Any, tls: Tls) -> Iterator[Any]:
    """Yield a client of a cluster that runs somewhere, or the client that the caller has. Raises WrongUsage."""
    from distributed import Client

    if isinstance(scheduler, Client):
        _check_workers(scheduler, str(scheduler.scheduler_info()["address"]))
        yield scheduler
        return
    if _ADDRESS.fullmatch(scheduler) is None:  # Dask would report a traceback after 40 seconds
        raise WrongUsage(
            "{scheduler!r} is not the address of a scheduler; write its host and port: tcp://host:8786",
            scheduler=scheduler,
        )
    security = tls.security()
    _check_encryption(scheduler, security)
    try:
        client = Client(scheduler, security=security, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError, RuntimeError) as error:
        raise ClusterError(
            "{scheduler}: no scheduler can be reached: {error}; check the address, "
            "and that `dask scheduler` runs there",
            scheduler=scheduler,
            error=said(error),
        ) from error
    try:
        _check_workers(client, scheduler)
        yield client
    finally:
        client.close(timeout=2)


def _check_encryption(scheduler: str, security: Any) -> None:
    """Raise ClusterError for an encrypted connection without certificates, also in Dask's own configuration."""
    from distributed.security import Security

    known = (security or Security()).get_connection_args("client")
    if scheduler.startswith("tls://") and known.get("ssl_context") is None:
        raise ClusterError(
            "{scheduler}: needs certificates: give --tls-ca, --tls-cert and --tls-key, or configure Dask",
            scheduler=scheduler,
        )


def _check_workers(client: Any, scheduler: str) -> None:
    """Raise ClusterError if a worker has no hilog-avsession, or another release of it."""
    for address, version in client.run(version_here, on_error="return").items():
        if isinstance(version, Exception):
            raise ClusterError(
                "{scheduler}: the worker {address} cannot read logs: {error}; install hilog-avsession[fleet] "
                "{version} for all workers",
                scheduler=scheduler,
                address=address,
                error=said(version),
                version=__version__,
            )
        if version != __version__:
            raise ClusterError(
                "{scheduler}: the worker {address} has hilog-avsession {other}; install {version} for all workers",
                scheduler=scheduler,
                address=address,
                other=version,
                version=__version__,
            )


def dashboard_of(client: Any) -> str | None:
    """Return the address of Dask's pages about a cluster, if it can have any: they need bokeh."""
    is_own = str(client.scheduler.address).startswith("inproc://")
    if (is_own and find_spec("bokeh") is None) or "dashboard" not in client.scheduler_info()["services"]:
        return None
    return client.dashboard_link or None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log off the screen: the run itself says what a user has to know."""
    levels = {logger: logger.level for logger in _loggers()}
    for logger in levels:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)


def _loggers() -> list[logging.Logger]:
    """Return the loggers of Dask and of what it uses; many have a level of their own."""
    names = [*_LOGGERS, *(name for name in logging.root.manager.loggerDict if name.startswith(_LOGGERS))]
    return [logging.getLogger(name) for name in names]
