"""YAML as plain data, within a budget: aliases and merge keys let five hundred bytes stand for more than a disk holds.

What is counted is what the parser has to make: every node as it is composed, and every entry that a merge key copies.
"""

from __future__ import annotations

from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_YAML_BYTES = 500_000  # YAML is read slowly
MAX_YAML_NODES = 100_000
LONGEST_NUMBER = 10_000  # characters; one written in sixties takes the square of its length
MERGE = "tag:yaml.org,2002:merge"
NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


def read_yaml(text: str) -> Any:
    """The document; ValueError where it would be too much, and whatever PyYAML raises where it is none."""
    return yaml.load(text, Loader=_BudgetLoader)  # noqa: S506 - a SafeLoader


class _BudgetLoader(yaml.SafeLoader):
    """PyYAML's safe loader that gives up once it has made too much."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.budget = MAX_YAML_NODES

    def spend(self, nodes: int) -> None:
        self.budget -= nodes
        if self.budget < 0:
            raise ValueError("more values than a YAML descriptor may hold")

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        self.spend(1)
        return super().compose_node(parent, index)

    def flatten_mapping(self, node: MappingNode) -> None:
        for key, value in node.value:
            if key.tag == MERGE:
                for below in value.value if isinstance(value, SequenceNode) else [value]:
                    if isinstance(below, MappingNode):
                        self.flatten_mapping(below)
                        self.spend(len(below.value) + 1)
        super().flatten_mapping(node)

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        if isinstance(node, ScalarNode) and node.tag in NUMBERS and len(node.value) > LONGEST_NUMBER:
            raise ValueError("a number too long")
        return super().construct_object(node, deep)
