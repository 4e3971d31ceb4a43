"""The tree against the vectors of Certificate Transparency and against a second, naive implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger import merkle
from tests.ledger import naive_merkle as naive

# The entries and roots that the implementations of RFC 6962 and 9162 share as test vectors.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Grown:
    """A tree built leaf by leaf, with every full subtree kept as the database keeps it."""

    def __init__(self, entries):
        self.frontier = merkle.Frontier()
        self.nodes = {}
        self.roots = [self.frontier.root()]
        for index, entry in enumerate(entries):
            leaf = merkle.leaf_hash(entry)
            self.nodes[0, index] = leaf
            self.nodes.update(self.frontier.append(leaf))
            self.roots.append(self.frontier.root())

    def hashes(self, ranges):
        return merkle.hashes_of(ranges, self.nodes.__getitem__)


def entries_of(number):
    return [index.to_bytes(4, "big") for index in range(number)]


def test_the_published_vectors():
    assert [root.hex() for root in Grown(ENTRIES).roots] == ROOTS


def test_the_published_proofs():
    tree = Grown(ENTRIES)
    assert [h.hex() for h in tree.hashes(merkle.inclusion_ranges(0, 8))] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [h.hex() for h in tree.hashes(merkle.consistency_ranges(6, 8))] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_every_tree_up_to_forty_leaves_agrees_with_the_naive_one():
    entries = entries_of(40)
    tree = Grown(entries)
    for size in range(41):
        assert tree.roots[size] == naive.mth(entries[:size])
        for index in range(size):
            proof = tree.hashes(merkle.inclusion_ranges(index, size))
            assert proof == naive.path(index, entries[:size])
            assert merkle.root_from_inclusion(entries[index], index, size, proof) == tree.roots[size]
        for first in range(1, size + 1):
            proof = tree.hashes(merkle.consistency_ranges(first, size))
            assert proof == naive.proof(first, entries[:size])
            assert merkle.is_consistent(first, tree.roots[first], size, tree.roots[size], proof)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=150), st.data())
def test_any_tree_agrees_with_the_naive_one(entries, data):
    tree = Grown(entries)
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    assert tree.roots[size] == naive.mth(entries[:size])
    assert tree.hashes(merkle.inclusion_ranges(index, size)) == naive.path(index, entries[:size])
    assert tree.hashes(merkle.consistency_ranges(first, size)) == naive.proof(first, entries[:size])


@given(st.integers(2, 300), st.data())
def test_a_touched_proof_proves_nothing(size, data):
    entries = entries_of(size)
    tree = Grown(entries)
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size - 1))
    path = tree.hashes(merkle.inclusion_ranges(index, size))
    step = tree.hashes(merkle.consistency_ranges(first, size))
    wrong = data.draw(st.sampled_from(["flip", "drop", "add", "swap"]))

    def touch(proof):
        if wrong == "flip":
            place = data.draw(st.integers(0, len(proof) - 1))
            return [bytes([h[0] ^ 1]) + h[1:] if i == place else h for i, h in enumerate(proof)]
        if wrong == "drop":
            return proof[:-1]
        if wrong == "add":
            return [*proof, b"\0" * 32]
        return [b"\1" * 32, *proof[1:]]

    assert merkle.root_from_inclusion(entries[index], index, size, touch(path)) != tree.roots[size]
    assert not merkle.is_consistent(first, tree.roots[first], size, tree.roots[size], touch(step))
    other = (index + 1) % size
    assert merkle.root_from_inclusion(entries[other], index, size, path) != tree.roots[size]
    assert not merkle.is_consistent(first, b"\2" * 32, size, tree.roots[size], step)


def test_a_proof_in_a_million_leaves_needs_few_nodes():
    for ranges in (
        merkle.inclusion_ranges(777_777, 1_000_001),
        merkle.consistency_ranges(777_777, 1_000_001),
    ):
        assert len(ranges) <= 21
        assert sum(len(merkle.full_nodes(*item)) for item in ranges) <= 40


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_no_proof_for_what_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_ranges(index, size)
    assert merkle.root_from_inclusion(b"", index, size, []) is None


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 2)])
def test_no_proof_backwards_or_from_nothing(first, second):
    with pytest.raises(ValueError, match="no proof"):
        merkle.consistency_ranges(first, second)
    assert not merkle.is_consistent(first, b"", second, b"", [])


def test_an_edge_goes_on_where_it_was_kept():
    entries = entries_of(21)
    tree = Grown(entries)
    edge = merkle.Frontier(13, [tree.nodes[place] for place in merkle.full_nodes(0, 13)])
    for entry in entries[13:]:
        edge.append(merkle.leaf_hash(entry))
    assert edge.root() == tree.roots[21]
