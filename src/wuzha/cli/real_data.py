"""Public data sets, brought into one file each: what the sets keep apart is joined.

Nothing of them is shipped. A folder that holds them has a folder per set, as in
`fbs_sms_zh/train.parquet`; docs/reference/cli.md names where each can be had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


@dataclass(frozen=True)
class RealSet:
    """One example policy's public data: the folders it needs, and how they become one file."""

    folders: tuple[str, ...]
    join: Callable[[Path], pa.Table]
    """From the data folder to a table in the columns of the example's mapping."""


def missing(real: RealSet, data: Path) -> list[str]:
    """The folders that are not there."""
    return [name for name in real.folders if not (data / name).is_dir()]


def prepare(real: RealSet, data: Path, path: Path) -> Path:
    """The set as one Parquet file at `path`."""
    pq.write_table(real.join(data), path)
    return path


def _messages(data: Path) -> pa.Table:
    """Spam with hand labels, and personal Chinese messages, which are honest."""
    spam = pq.read_table(data / "fbs_sms_zh" / "train.parquet", columns=["text", "label"])
    personal = pq.read_table(data / "nus_sms_ham" / "train.parquet", columns=["text", "lang"])
    personal = personal.filter(pc.equal(personal["lang"], "zh")).select(["text"])
    label = pa.array(["personal"] * len(personal), spam.schema.field("label").type)
    return pa.concat_tables([spam, personal.append_column("label", label)])


def _visits(data: Path) -> pa.Table:
    """Hosts of scam feeds, each once, and of lists of honest sites."""
    names = ["host", "source"]
    scam = pq.read_table(data / "scam_domains" / "train.parquet", columns=names)
    scam = scam.group_by("host").aggregate([("source", "min")]).rename_columns(names)
    honest = pq.read_table(data / "benign_domains" / "train.parquet", columns=names)
    return pa.concat_tables([scam, honest])


def _transfers(data: Path) -> pa.Table:
    """Two simulated payment graphs one after the other, each transfer with its payee's truth."""
    graphs = [_graph(data / "amlsim_20k", name) for name in ("20K_fanin200", "20K_cycle200")]
    return pa.concat_tables(graphs).sort_by("time")


def _graph(folder: Path, name: str) -> pa.Table:
    accounts = pq.read_table(folder / f"{name}_nodes.parquet", columns=["nodeid", "isFraud"])
    transfers = pq.read_table(folder / f"{name}_transactions.parquet")
    joined = transfers.join(accounts, "targetNodeId", "nodeid")
    for column in ("sourceNodeId", "targetNodeId"):
        account = pc.binary_join_element_wise(name, joined[column].cast(pa.string()), "-")
        joined = joined.set_column(joined.column_names.index(column), column, account)
    return joined


REAL_SETS: Mapping[str, RealSet] = {
    "messages": RealSet(("fbs_sms_zh", "nus_sms_ham"), _messages),
    "visits": RealSet(("scam_domains", "benign_domains"), _visits),
    "transfers": RealSet(("amlsim_20k",), _transfers),
}
"""By the name of the example."""
