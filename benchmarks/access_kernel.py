"""Minutes to the nearest facility, and what 1,000 projects and closures change, on networks of 300,000 nodes.

    .venv/bin/python benchmarks/access_kernel.py [--peers PYTHON] [--runs 9] [--network osm|junctions]

Two synthetic networks: one as OpenStreetMap draws roads, where four nodes of five lie between two others, and one of
nothing but junctions, where contraction finds nothing. Nearest facilities: 370 of three kinds (300, 60, 10), every
node; each contender has a process of its own, with the network in the form it likes best, and they take turns, warm;
before that, all their minutes are held against ours. SciPy needs nothing but this project; igraph, NetworkX and pandana
are no dependencies of it: PYTHON is one where they are installed (`pip install scipy igraph networkx pandana`); what is
not there is skipped, and said. Projects and closures: ours beside SciPy's search of the edited network, which is done
for a few of them, compared, and multiplied; only the search is counted, not what the edit takes.
"""

# ruff: noqa: PLC0415 - the process of a contender imports that alone
from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from access_network import NODES, Roads, as_osm, degree_two, of_junctions, sites
from interleaved import Contender, Work, in_python, print_table, serve, take_turns
from numpy.typing import NDArray

NETWORKS = {"osm": as_osm, "junctions": of_junctions}
CANDIDATES, RECOMPUTED, SHOWN = 1_000, 5, 149
"""Projects and closures; those of them that are recomputed; one node in as many whose minutes are compared."""
REACH, FAST = 3.0, 2.5
"""How far apart, in streets, the ends of a new road may lie; its speed, that of the fastest there are."""
CLOSE, ROUGH = 1e-9, 1.0
"""Minutes that may lie between two; and of pandana, which cuts every arc to thousandths."""
FAR = 100_000
"""Minutes that pandana calls unreachable."""

Floats = NDArray[np.float64]


def shown(minutes: Sequence[Floats] | Floats) -> dict[str, Floats]:
    return {f"kind {kind}": np.asarray(row)[::SHOWN] for kind, row in enumerate(minutes)}


def loaded(path: str) -> tuple[Roads, list[NDArray[np.int64]]]:
    held = np.load(path)
    roads = Roads(int(held["nodes"]), *(held[name] for name in Roads._fields[1:]))
    return roads, [held[f"sites {kind}"] for kind in range(3)]


def labels(nodes: int, where: list[NDArray[np.int64]]) -> Floats:
    found = np.full((len(where), nodes), np.inf)
    for kind, at in enumerate(where):
        found[kind, at] = 0.0
    return found


def merata(path: str, *, contracted: bool) -> Work:
    from merata.access.kernel.contraction import Contracted
    from merata.access.kernel.graph import graph_of, reversed_graph
    from merata.access.kernel.nearest import nearest

    roads, where = loaded(path)
    graph = reversed_graph(graph_of(roads.nodes, roads.tail, roads.head, roads.minutes))
    search = Contracted.of(graph).nearest if contracted else partial(nearest, graph)
    return lambda: shown(search(labels(roads.nodes, where)))


def scipy(path: str) -> Work:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    roads, where = loaded(path)
    table = csr_array((roads.minutes, (roads.head, roads.tail)), shape=(roads.nodes, roads.nodes))
    return lambda: shown([dijkstra(table, indices=at, min_only=True) for at in where])


def igraph(path: str) -> Work:
    import igraph

    roads, where = loaded(path)
    # A node more for each kind, with arcs of no length to its facilities.
    tail = np.concatenate([roads.head, *(np.full(len(at), roads.nodes + kind) for kind, at in enumerate(where))])
    head = np.concatenate([roads.tail, *where])
    minutes = np.concatenate([roads.minutes, np.zeros(len(tail) - len(roads.minutes))]).tolist()
    graph = igraph.Graph(roads.nodes + len(where), np.stack([tail, head], axis=1), directed=True)
    sources = range(roads.nodes, roads.nodes + len(where))
    return lambda: shown([graph.distances(source, weights=minutes)[0][: roads.nodes] for source in sources])


def networkx(path: str) -> Work:
    import networkx

    roads, where = loaded(path)
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(roads.nodes))
    graph.add_weighted_edges_from(zip(roads.head.tolist(), roads.tail.tolist(), roads.minutes.tolist(), strict=True))

    def search() -> dict[str, Floats]:
        minutes = np.full((len(where), roads.nodes), np.inf)
        for kind, at in enumerate(where):
            found = networkx.multi_source_dijkstra_path_length(graph, set(at.tolist()))
            minutes[kind, list(found)] = list(found.values())
        return shown(minutes)

    return search


def pandana(path: str) -> Work:
    import pandana
    import pandas

    roads, where = loaded(path)
    place = pandas.DataFrame({"x": roads.x, "y": roads.y})
    weights = pandas.DataFrame({"minutes": roads.minutes})
    ends = pandas.Series(roads.tail), pandas.Series(roads.head)
    network = pandana.Network(place.x, place.y, *ends, weights, twoway=False)
    for kind, at in enumerate(where):
        network.set_pois(str(kind), FAR, 1, place.x[at], place.y[at])

    def search() -> dict[str, Floats]:
        found = [network.nearest_pois(FAR, str(kind), num_pois=1)[1].to_numpy() for kind in range(len(where))]
        print()  # pandana leaves a line open, on which no answer would be found
        return shown([np.where(minutes >= FAR, np.inf, minutes) for minutes in found])

    return search


OURS = {
    "merata": (partial(merata, contracted=True), "contracted"),
    "merata, whole": (partial(merata, contracted=False), "not contracted"),
    "scipy": (scipy, "dijkstra(min_only=True)"),
}
PEERS = {
    "igraph": (igraph, "distances, a source more a kind"),
    "networkx": (networkx, "multi_source_dijkstra_path_length"),
    "pandana": (pandana, "nearest_pois"),
}


def prepared(name: str, path: str) -> Work:
    return (OURS | PEERS)[name][0](path)


def nearest_side_by_side(path: Path, peers: str, runs: int) -> None:
    """Nearest facilities, everyone in turn; stops where figures differ."""
    contenders: dict[str, Contender] = {}
    for name in (*OURS, *PEERS):
        one = in_python(sys.executable if name in OURS else peers, __file__, name, str(path))
        if one.lacks is None:
            contenders[name] = one
        else:
            print(f"skipped {name}: {one.lacks}")
    for name, contender in contenders.items():
        apart = max(
            float(np.nanmax(difference(np.array(values), np.array(contenders["scipy"].found[kind]))))
            for kind, values in contender.found.items()
        )
        print(f"{name}: at most {apart:.0e} minutes from SciPy")
        if apart > (ROUGH if name == "pandana" else CLOSE):
            sys.exit(f"{name} gives other minutes than SciPy")
    take_turns(list(contenders.values()), runs)
    print()
    print_table(contenders, {name: work for name, (_, work) in (OURS | PEERS).items()}, "scipy")


def difference(one: Floats, other: Floats) -> Floats:
    """How far apart minutes are; where only one has no way, infinitely."""
    both = np.isfinite(one) & np.isfinite(other)
    apart = np.where(np.isfinite(one) == np.isfinite(other), 0.0, np.inf)
    apart[both] = np.abs(one[both] - other[both])
    return apart


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def changes_side_by_side(path: Path, runs: int) -> None:
    """Projects, sites and closures beside SciPy's search of as many edited networks; stops where figures differ."""
    from merata.access.kernel.changes import Counting
    from merata.access.kernel.closure import closures
    from merata.access.kernel.contraction import Contracted
    from merata.access.kernel.graph import graph_of, reversed_graph
    from merata.access.kernel.improvement import improvements
    from merata.access.kernel.nearest import trees

    roads, where = loaded(str(path))
    given = labels(roads.nodes, where)
    rng = np.random.default_rng(7)
    projects, new_sites, lost = some_projects(rng, roads), some_sites(rng, roads), some_closures(rng, roads)
    weight = rng.uniform(0, 5, roads.nodes)
    built = [timed(lambda: graph_of(roads.nodes, roads.tail, roads.head, roads.minutes)) for _ in range(3)]
    turned = [timed(lambda: reversed_graph(built[-1][1])) for _ in range(3)]
    graph = turned[-1][1]
    contracted = [timed(lambda: Contracted.of(graph)) for _ in range(3)]
    tree_runs = [timed(lambda: trees(graph, given)) for _ in range(3)]
    before, tree = contracted[-1][1].nearest(given), tree_runs[-1][1]
    for name, steps in {"graph": built, "turned round": turned, "contracted": contracted, "trees": tree_runs}.items():
        print(f"preparation, {name}: {median(seconds for seconds, _ in steps):.3f} s")
    print(f"contracted: {roads.nodes:,} → {contracted[-1][1].core.nodes:,} nodes, {len(graph.head):,} → "
          f"{len(contracted[-1][1].core.head):,} arcs")  # fmt: skip
    counting = Counting(weight)
    works: dict[str, tuple[Any, Callable[[], Any]]] = {
        "projects": (projects, lambda: improvements(graph, before, projects, counting)),
        "new sites, one kind": (new_sites, lambda: improvements(graph, before, new_sites, counting)),
        "closures": (lost, lambda: closures(tree, lost, counting)),
    }
    print(f"\n| {CANDIDATES:,} | median, s | processor, s | recomputed, s (from {RECOMPUTED}) | times |")
    print("|---|---:|---:|---:|---:|")
    for name, (edits, work) in works.items():
        work()
        ours, theirs, begun = [], [], time.process_time()
        for _ in range(runs):
            work()
        processor = (time.process_time() - begun) / runs
        for _ in range(runs):
            ours.append(timed(work))
            theirs.append([recomputed(roads, given, edits, c) for c in range(RECOMPUTED)])
        compare(name, ours[-1][1], [minutes for _, minutes in theirs[-1]], tree.minutes, weight)
        mine = median(seconds for seconds, _ in ours)
        whole = median(seconds for one in theirs for seconds, _ in one) * CANDIDATES
        print(f"| {name} | {mine:.3f} | {processor:.3f} | {whole:.0f} | {whole / mine:,.0f} |", flush=True)


def some_projects(rng: np.random.Generator, roads: Roads) -> Any:
    """New fast roads between nodes near each other, both ways, and streets that become twice as fast, by halves."""
    from scipy.spatial import cKDTree

    from merata.access.kernel.changes import Candidate, Candidates

    place = np.stack([roads.x, roads.y], axis=1)
    near = cKDTree(place)
    found = []
    for at in rng.integers(0, roads.nodes, CANDIDATES // 2).tolist():
        to = int(rng.choice(near.query_ball_point(place[at], REACH)))
        minutes = float(np.hypot(*(place[at] - place[to])) / FAST)
        found.append(Candidate([(at, to, minutes), (to, at, minutes)]))
    # In the direction of the search, which is from the facilities.
    found += [
        Candidate([(int(roads.head[a]), int(roads.tail[a]), roads.minutes[a] / 2) for a in arcs])
        for arcs in streets(rng, roads, CANDIDATES - len(found))
    ]
    return Candidates.of([found[i] for i in rng.permutation(len(found))])


def some_sites(rng: np.random.Generator, roads: Roads) -> Any:
    from merata.access.kernel.changes import Candidate, Candidates

    chosen = rng.integers(0, roads.nodes, CANDIDATES).tolist()
    return Candidates.of([Candidate(labels=[(1, node, 0.5)]) for node in chosen])


def some_closures(rng: np.random.Generator, roads: Roads) -> Any:
    from merata.access.kernel.changes import Closure, Closures

    return Closures.of([Closure(arcs) for arcs in streets(rng, roads, CANDIDATES)])


def streets(rng: np.random.Generator, roads: Roads, count: int) -> list[list[int]]:
    """The arcs of some streets, each from junction to junction."""
    order = np.argsort(roads.street, kind="stable")
    first = np.searchsorted(roads.street[order], np.arange(int(roads.street.max()) + 2))
    chosen = rng.choice(len(first) - 1, count, replace=False)
    return [order[first[one] : first[one + 1]].tolist() for one in chosen]


def recomputed(roads: Roads, given: Floats, edits: Any, c: int) -> tuple[float, Floats]:
    """The seconds that SciPy's searches take with candidate or closure `c`, and the minutes of all nodes."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    tail, head, minutes = roads.head, roads.tail, roads.minutes
    arcs, of_labels = slice(*edits.first[c : c + 2]), slice(*edits.labels.first[c : c + 2])
    if hasattr(edits, "arc"):
        left = np.ones(len(tail), bool)
        left[edits.arc[arcs]] = False
        tail, head, minutes = tail[left], head[left], minutes[left]
    else:
        tail, head = np.append(tail, edits.tail[arcs]), np.append(head, edits.head[arcs])
        minutes = np.append(minutes, edits.minutes[arcs])
    label = given.copy()
    label[edits.labels.kind[of_labels], edits.labels.node[of_labels]] = edits.labels.minutes[of_labels]
    found: list[tuple[float, Floats]] = []
    # Where roads lie side by side the quicker counts; SciPy would add them up.
    order = np.lexsort((minutes, head, tail))
    tail, head, minutes = tail[order], head[order], minutes[order]
    quickest = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))
    tail, head, minutes = tail[quickest], head[quickest], minutes[quickest]
    for row in label:
        at = np.flatnonzero(np.isfinite(row))
        ends = np.append(tail, np.full(len(at), roads.nodes)), np.append(head, at)
        table = coo_array((np.append(minutes, row[at]), ends), shape=(roads.nodes + 1, roads.nodes + 1)).tocsr()
        found.append(timed(partial(dijkstra, table, indices=roads.nodes, min_only=True)))
    return sum(seconds for seconds, _ in found), np.array([minutes[:-1] for _, minutes in found])


def compare(name: str, effects: Any, after: list[Floats], before: Floats, weight: Floats) -> None:
    """Stop where the weighted minutes or the weight reached are others than by recomputation."""
    for c, minutes in enumerate(after):
        both = np.isfinite(minutes) & np.isfinite(before)
        changed = np.where(both, np.abs(np.where(both, minutes, 0) - np.where(both, before, 0)), 0.0) @ weight
        reach = (np.isfinite(minutes) != np.isfinite(before)) @ weight
        for ours, theirs in ((effects.minutes[c, :, 0], changed), (effects.reach[c, :, 0], reach)):
            if not np.allclose(ours, theirs, rtol=CLOSE, atol=CLOSE * weight.sum()):
                sys.exit(f"{name} {c}: {ours}, recomputed {theirs}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Minutes to facilities and what changes them, beside what others do.")
    parser.add_argument("--peers", default=sys.executable, help="the Python where the peers are installed")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--nodes", type=int, default=NODES)
    parser.add_argument("--network", choices=tuple(NETWORKS), help="one of the two; by default both")
    parser.add_argument("--contender", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contender:
        serve(prepared, *options.contender)
        return
    for name in NETWORKS if options.network is None else (options.network,):
        rng = np.random.default_rng(1)
        roads = NETWORKS[name](rng, options.nodes)
        print(f"\n## {name}: {roads.nodes:,} nodes, {degree_two(roads):.0%} of degree two, {len(roads.tail):,} arcs\n")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "roads.npz"
            facilities = {f"sites {kind}": at for kind, at in enumerate(sites(rng, roads))}
            np.savez(path, **roads._asdict(), **facilities)
            nearest_side_by_side(path, options.peers, options.runs)
            print()
            changes_side_by_side(path, max(options.runs // 3, 1))


if __name__ == "__main__":
    main()
