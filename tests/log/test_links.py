"""The facts between columns: links are found once for a frame, and let go with it."""

import gc
import weakref

import numpy as np
import pytest

from outreachlab.log import links as facts
from outreachlab.log.links import first_use, links_of
from tests.logs import log_of


def frame_of(*contacts: str):
    return log_of([{"contact": name, "seeker": f"s{len(name)}"} for name in contacts]).frame


def test_links_of_one_frame_are_found_once_and_those_of_another_anew():
    one, two = frame_of("Ana", "Bo"), frame_of("Ana", "Bo")
    assert links_of(one) is links_of(one)
    assert links_of(two) is not links_of(one)


def test_a_frame_is_let_go_although_its_links_were_asked_for():
    frame = frame_of("Ana", "Bo")
    gone = weakref.ref(frame)
    links_of(frame).parent  # noqa: B018
    del frame
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("sparse", [0, 10**9], ids=["sorted", "marked"])
def test_the_first_use_of_an_id_is_found_either_way(monkeypatch, sparse):
    monkeypatch.setattr(facts, "SPARSE", sparse)
    rows = [("a", "r1"), ("a", "r2"), ("b", "r1"), ("b", "r3")]
    frame = log_of([{"seeker": who, "request_id": name} for who, name in rows]).frame
    assert (first_use(frame) == np.arange(4)).all()
    again = frame.iloc[[0, 1, 2, 0, 2]].reset_index(drop=True)
    assert first_use(again).tolist() == [0, 1, 2, 0, 2]
