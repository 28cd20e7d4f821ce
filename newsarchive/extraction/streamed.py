"""What a React stream puts where: ``<div hidden id="S:1">`` replaces ``<template id="B:1">`` that stands before it."""

from __future__ import annotations

from lxml import etree


class Streamed:
    """The parts of a page that came behind it; ``placed`` are those already given to their placeholder."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._parts: dict[str, etree._Element] | None = None
        self.placed: set[etree._Element] = set()

    def part_for(self, placeholder: etree._Element) -> etree._Element | None:
        """Give what replaces a template, once."""
        ident = placeholder.get("id") or ""
        if not ident.startswith(("B:", "P:")):
            return None
        if self._parts is None:
            self._parts = {
                part.get("id", "")[2:]: part
                for part in self._root.iter("div")
                if (part.get("id") or "").startswith("S:") and part.get("hidden") is not None
            }
        part = self._parts.pop(ident[2:], None)
        if part is not None:
            self.placed.add(part)
        return part
