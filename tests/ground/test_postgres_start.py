"""The embedded server comes up: the first time, again, four times at once, and after it was killed."""

import os
import shutil
import signal
import stat
import subprocess
import time

import psycopg
import pytest

from core import postgres
from core.postgres import cluster as starter
from core.postgres import place
from tests.ground.conftest import PROJECT, PYTHON

START = [PYTHON, "-m", "core.postgres", "start"]


def connect(cluster: postgres.Cluster, role: str = "somv_app") -> psycopg.Connection:
    return psycopg.connect(host=str(cluster.socket), user=role, dbname="somv", autocommit=True)


def postmaster(cluster: postgres.Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def kill(cluster: postgres.Cluster, *pids: int) -> None:
    """SIGKILL, and wait until the kernel has done it."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while set(pids) & set(starter._processes(cluster)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_first_start_second_start_stop(own_var):
    assert not postgres.is_running(postgres.locate())
    cluster = postgres.ensure_running()
    assert postgres.is_running(cluster)
    began = time.monotonic()
    assert postgres.ensure_running() == cluster
    assert time.monotonic() - began < 0.5  # looks only; 0.1 s with the interpreter's start
    assert postgres.stop(cluster) is True
    assert not postgres.is_running(cluster)
    assert postgres.stop(cluster) is False


def test_nobody_else_gets_in(own_var):
    cluster = postgres.ensure_running()
    for folder in (cluster.socket, cluster.data):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(os.fsencode(cluster.socket)) <= place.LONGEST_SOCKET_FOLDER
    with connect(cluster) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_four_starts_at_once_share_one_initdb(own_var):
    racers = [subprocess.Popen(START, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(4)]
    said = [racer.communicate(timeout=90)[0].decode() for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 4, said
    log = postgres.locate().log.read_text()
    assert log.count("ready to accept connections") == 1


def test_after_kill_9_nothing_committed_is_lost(own_var):
    cluster = postgres.ensure_running()
    with connect(cluster, "somv_owner") as connection:
        connection.execute("create table kept (id int)")
        connection.execute("insert into kept values (1)")
    kill(cluster, postmaster(cluster))
    assert not postgres.is_running(cluster)
    postgres.ensure_running()
    with connect(cluster) as connection:
        assert connection.execute("select id from kept").fetchall() == [(1,)]


def test_every_process_killed(own_var):
    cluster = postgres.ensure_running()
    kill(cluster, *starter._processes(cluster))
    postgres.ensure_running()
    with connect(cluster) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_stale_number_that_somebody_else_has_now(own_var):
    cluster = postgres.ensure_running()
    note = cluster.data / "postmaster.pid"
    text = note.read_text()
    postgres.stop(cluster)
    note.write_text(text.replace(text.splitlines()[0], str(os.getpid()), 1))
    assert not postgres.is_running(cluster)
    postgres.ensure_running()
    assert postmaster(cluster) != os.getpid()


def test_a_killed_initdb_leaves_nothing_in_the_way(own_var):
    cluster = postgres.locate()
    half = cluster.data.with_name(f"{cluster.data.name}.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    postgres.ensure_running()
    assert not half.exists()


def test_a_failed_start_shows_the_servers_own_words(own_var):
    cluster = postgres.ensure_running()
    postgres.stop(cluster)
    (cluster.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(postgres.ServerFailed, match="no_such_setting"):
        postgres.ensure_running()


def test_a_long_path_gets_a_short_socket(own_var, monkeypatch):
    deep = own_var / ("d" * 60) / ("e" * 60)
    monkeypatch.setenv("SOMV_VAR", str(deep))
    cluster = postgres.ensure_running("test")
    try:
        assert len(os.fsencode(cluster.socket)) <= place.LONGEST_SOCKET_FOLDER
        with connect(cluster) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        postgres.stop(cluster)
        shutil.rmtree(cluster.socket.parent)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server to another user")
def test_programs_out_of_reach_are_copied_and_said_so(own_var, tmp_path, monkeypatch, capsys):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = place._installed().parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    installed = closed / package.name / place._installed().name
    monkeypatch.setattr(place, "_installed", lambda: installed)
    cluster = postgres.ensure_running()
    assert cluster.programs != installed
    assert capsys.readouterr().out.count("cannot reach") == 1
    postgres.stop(cluster)
    postgres.ensure_running()
    assert capsys.readouterr().out == ""
