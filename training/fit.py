"""Training examples into weights: one boosted forest for each pass over the conversations.

Each pass sees the last one's speakers of the neighbouring turns. Books are split in two halves;
what a pass sees of a book comes from a forest that was fitted on the other half, as it will be with
a new book. The forest of a pass is the mean of its two halves.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import lightgbm as lgb
import numpy as np

from narrator.attribution.chain import UNLINKED, join_turns
from narrator.attribution.conversation import FIXED_FEATURES, FLOW_FEATURES, flow, presume, softmax

PARAMETERS = {
    "learning_rate": 0.1,
    "num_leaves": 40,
    "max_depth": 7,
    "min_data_in_leaf": 120,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "num_threads": 1,
    "seed": 7,
    "deterministic": True,
    "verbose": -1,
}
ROUNDS = (220, 260)
LINKED = 4
"""One reading in so many chooses the links' weights."""
LINK_STEPS = (-0.6, -0.3, -0.15, 0.15, 0.3, 0.6)
MOST_EXAMPLES = 700
"""Turns that one reading of one book gives at most, hidden ones and others each."""
LEAST_KNOWN = 0.5
"""Turns are left out if their likely speakers are not among the candidates any more."""


class Reading:
    """One reading of one novel: arrays, its hidden turns, and what the last pass thought."""

    def __init__(self, book, fixed, grid, anchors, hidden, thought):
        self.book, self.fixed, self.grid, self.anchors = book, fixed, grid, anchors
        self.rows, self.labels, self.sizes = [], [], []
        chosen = sorted(hidden)
        step = max(1, -(-len(chosen) // MOST_EXAMPLES))
        for turn in chosen[::step]:
            a, b = int(grid.offsets[turn]), int(grid.offsets[turn + 1])
            hit = np.flatnonzero(grid.who[a:b] == hidden[turn])
            if b - a > 1 and len(hit):
                self.rows.extend(range(a, b))
                label = np.zeros(b - a, dtype=np.float32)
                label[hit[0]] = 1
                self.labels.append(label)
                self.sizes.append(b - a)
        self.rows = np.array(self.rows, dtype=np.int64)
        self.learn(thought)
        self.chances = np.zeros(len(grid.who), dtype=np.float32)
        self.free = np.ones(len(grid.who), dtype=bool)
        self.pins = []
        for turn, person in anchors.items():
            a, b = int(grid.offsets[turn]), int(grid.offsets[turn + 1])
            hit = np.flatnonzero(grid.who[a:b] == person)
            if len(hit):
                self.free[a:b] = False
                self.pins.append((a, b, a + int(hit[0])))

    def learn(self, thought):
        """Turns that no tag tells the speaker of, with what an earlier model thinks of them."""
        rows, self.more_labels, self.more_sizes = [], [], []
        chosen = sorted(thought)
        step = max(1, -(-len(chosen) // MOST_EXAMPLES))
        for turn in chosen[::step]:
            a, b = int(self.grid.offsets[turn]), int(self.grid.offsets[turn + 1])
            label = [thought[turn].get(int(who), 0.0) for who in self.grid.who[a:b]]
            if b - a > 1 and sum(label) > LEAST_KNOWN:
                rows.extend(range(a, b))
                self.more_labels.append(np.array(label, dtype=np.float32) / sum(label))
                self.more_sizes.append(b - a)
        self.more_rows = np.array(rows, dtype=np.int64)

    def features(self, stage, rows):
        fixed = self.fixed[rows].astype(np.float32)
        if stage == 0:
            return fixed
        return np.hstack([fixed, flow(self.grid, self.chances)[rows]])

    def update(self, stage, model):
        rows = np.flatnonzero(self.free)
        scores = np.zeros(len(self.free))
        if len(rows):
            scores[rows] = model.predict(self.features(stage, rows), num_threads=1)
            scores[rows] += presume(self.fixed[rows])
        self.chances = softmax(scores, self.grid.offsets)
        for a, b, hit in self.pins:
            self.chances[a:b] = 0.02 / (b - a)
            self.chances[hit] = 0.98
        self.alone = self.chances

    def join(self, links):
        self.chances = join_turns(self.grid, self.alone, links)


def listwise(sizes):
    """Gradient and curvature of the softmax over each turn's candidates."""
    offsets = np.concatenate([[0], np.cumsum(sizes)])

    def objective(scores, data):
        chances = softmax(scores, offsets)
        return chances - data.get_label(), np.maximum(chances * (1 - chances), 1e-3)

    return objective


def fit_half(readings, stage, names):
    chosen = [np.concatenate([r.rows, r.more_rows]) for r in readings]
    pairs = zip(readings, chosen, strict=True)
    rows = np.vstack([r.features(stage, some) for r, some in pairs if len(some)])
    labels = np.concatenate([x for r in readings for x in (*r.labels, *r.more_labels)])
    sizes = np.array([n for r in readings for n in (*r.sizes, *r.more_sizes)])
    presumed = presume(rows)
    data = lgb.Dataset(rows, labels, init_score=presumed, feature_name=names, free_raw_data=True)
    parameters = {**PARAMETERS, "objective": listwise(sizes)}
    return lgb.train(parameters, data, num_boost_round=ROUNDS[stage])


def measure(readings):
    """The share of hidden turns whose speaker has the greatest chance, and the mean log loss."""
    right = total = 0
    loss = 0.0
    for r in readings:
        at = 0
        for label in r.labels:
            chances = r.chances[r.rows[at : at + len(label)]]
            at += len(label)
            right += label[chances.argmax()]
            loss -= np.log(max(1e-6, float(chances[label.argmax()])))
            total += 1
    return right / max(1, total), loss / max(1, total), total


def choose_links(readings):
    """How much it tells who speaks next to whom: the weights with the least log loss."""
    some = readings[::LINKED]
    best = UNLINKED
    least = measure_links(some, best)
    for _ in range(2):
        for n in range(len(best)):
            for step in LINK_STEPS:
                tried = (*best[:n], best[n] + step, *best[n + 1 :])
                if (loss := measure_links(some, tried)) < least - 1e-4:
                    best, least = tried, loss
    return best


def measure_links(readings, links):
    for r in readings:
        r.join(links)
    return measure(readings)[1]


def export(stages, links_of, target):
    """Write the forests as flat arrays and the weights of links; chances are taken as they are."""
    line = np.array([0.0, 1.0], dtype=np.float32)
    stored = {"passes": np.array(len(stages)), "said": line, "right": line}
    stored["links"] = np.array(links_of, dtype=np.float32)
    for n, models in enumerate(stages):
        feature, threshold, left, right, value, roots = [], [], [], [], [], []
        deepest = 0

        def walk(tree, depth, weight, lists=(feature, threshold, left, right, value)):
            nonlocal deepest
            deepest = max(deepest, depth)
            here = len(lists[0])
            for some in lists:
                some.append(0)
            if "leaf_value" in tree:
                lists[2][here] = lists[3][here] = here
                lists[4][here] = tree["leaf_value"] * weight
                return here
            lists[0][here] = tree["split_feature"]
            lists[1][here] = np.float32(tree["threshold"])
            lists[2][here] = walk(tree["left_child"], depth + 1, weight)
            lists[3][here] = walk(tree["right_child"], depth + 1, weight)
            return here

        for model in models:
            for tree in model.dump_model()["tree_info"]:
                roots.append(walk(tree["tree_structure"], 0, 1 / len(models)))
        stored[f"roots{n}"] = np.array(roots, dtype=np.int32)
        stored[f"feature{n}"] = np.array(feature, dtype=np.int16)
        stored[f"threshold{n}"] = np.array(threshold, dtype=np.float32)
        stored[f"left{n}"] = np.array(left, dtype=np.uint16)
        stored[f"right{n}"] = np.array(right, dtype=np.uint16)
        stored[f"value{n}"] = np.array(value, dtype=np.float32)
        stored[f"depth{n}"] = np.array(deepest)
    np.savez_compressed(target, **stored)


def main(folder: Path, target: Path) -> None:
    readings = []
    for path in sorted(folder.glob("*.pkl")):
        book, _, items = pickle.loads(path.read_bytes())
        readings += [Reading(book, *item) for item in items]
    names = list(FIXED_FEATURES)
    stages, links_of = [], []
    for stage in range(len(ROUNDS)):
        if stage == 1:
            names = [*names, *FLOW_FEATURES]
        halves = [[r for r in readings if r.book % 2 == half] for half in (0, 1)]
        models = [fit_half(half, stage, names) for half in halves]
        for half, model in zip(halves, reversed(models), strict=True):
            for r in half:
                r.update(stage, model)
        print("pass", stage, "alone:", *measure(readings), flush=True)
        links = choose_links(readings)
        links_of.append(links)
        for r in readings:
            r.join(links)
        print(
            "pass",
            stage,
            "links",
            *links,
            "accuracy, log loss, turns:",
            *measure(readings),
            flush=True,
        )
        gains = sum(m.feature_importance("gain") for m in models)
        top = sorted(zip(gains, names, strict=True), reverse=True)[:28]
        print("  ", " ".join(f"{name}:{gain / gains.sum():.3f}" for gain, name in top), flush=True)
        stages.append(models)
    export(stages, links_of, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
