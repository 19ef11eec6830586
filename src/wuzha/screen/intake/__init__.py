"""Intake: files in, events in normal form out, nothing lost."""

from wuzha.screen.intake.chunk import Chunk
from wuzha.screen.intake.intake import Accepted, Intake, Summary
from wuzha.screen.intake.map_file import parse_map, read_map
from wuzha.screen.intake.mapping import PLAIN, EventMap
from wuzha.screen.intake.readers import FORMATS, Source, read_chunks

__all__ = [
    "FORMATS",
    "PLAIN",
    "Accepted",
    "Chunk",
    "EventMap",
    "Intake",
    "Source",
    "Summary",
    "parse_map",
    "read_chunks",
    "read_map",
]
