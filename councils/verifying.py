"""Holding a record against its manifest, without the database: signature, checksums, nothing missing, nothing added."""

import csv
import hashlib
import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from councils.records import CHAIN, MANIFEST, PUBLIC_KEY, SIGNATURE
from councils.signing import is_signed

_CHUNK = 1024 * 1024


def verify(path: Path, *, pem: bytes | None = None) -> list[str]:
    """What is wrong with a package, in Vietnamese; empty when it is as it was handed out.

    ``pem`` is the office's public key from elsewhere; without it the key inside the package is used, which proves that
    nothing was changed since, but not who made it.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _faults(package, pem)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError) as error:
        return [f"Không đọc được bộ hồ sơ: {error}"]


def _faults(package: zipfile.ZipFile, pem: bytes | None) -> list[str]:
    data = package.read(MANIFEST)
    if not is_signed(data, package.read(SIGNATURE), pem or package.read(PUBLIC_KEY)):
        return [f"Chữ ký của {MANIFEST} không đúng: danh mục đã bị sửa, hoặc do nơi khác lập."]
    manifest = json.loads(data)
    faults = []
    listed = {one["path"]: one for one in manifest["files"]}
    there = set(package.namelist()) - {MANIFEST, SIGNATURE, PUBLIC_KEY}
    faults += [f"Thiếu tệp {name}." for name in sorted(set(listed) - there)]
    faults += [f"Có tệp không ghi trong danh mục: {name}." for name in sorted(there - set(listed))]
    for name in sorted(there & set(listed)):
        if _digest(package, name) != listed[name]["sha256"]:
            faults.append(f"Tệp {name} đã bị sửa: mã SHA-256 không khớp.")
    if CHAIN in there:
        faults += _chain_faults(package, manifest["diary_head"])
    return faults


def _digest(package: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with package.open(name) as handle:
        while piece := handle.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _chain_faults(package: zipfile.ZipFile, head: dict[str, Any]) -> list[str]:
    with package.open(CHAIN) as handle:
        rows = list(csv.DictReader(io.TextIOWrapper(handle, "utf-8-sig", newline="")))
    broken = [
        row["sequence"]
        for before, row in pairwise(rows)
        if row["previous_hash"] != before["hash"] or int(row["sequence"]) != int(before["sequence"]) + 1
    ]
    if broken:
        return [f"Chuỗi nhật ký đứt tại dòng {', '.join(broken[:5])}."]
    if rows and rows[-1]["hash"] != head.get("hash"):
        return ["Chuỗi nhật ký không kết thúc ở dòng ghi trong danh mục."]
    return []
