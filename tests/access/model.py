# SPDX-License-Identifier: Apache-2.0
"""The rules of access to items: what each caller of the app API may see and do."""

import operator
from dataclasses import dataclass

DENIED = 14
COMPARE = {"==": operator.eq, "!=": operator.ne, ">": operator.gt, "<=": operator.le}


@dataclass(frozen=True)
class Caller:
    device: str
    user: str | None  # an id


@dataclass
class Item:
    id: str
    owner: tuple | None  # ("user", id) or ("device", name)
    permission: dict  # always with "public"
    n: int


def rights(caller, item):
    """public, plus the caller's own key, plus everything for the owner."""
    if item.owner in (("user", caller.user), ("device", caller.device)):
        return "rw"
    return item.permission["public"] + item.permission.get(caller.user, "")


def may(caller, item, wanted):
    return item is not None and set(wanted) <= set(rights(caller, item))


def truth(criteria, caller, item):
    """Whether an item matches: True, False, or None when that may not be told."""
    kind, *rest = criteria
    if kind == "all":
        return True
    if kind == "not":
        inner = truth(rest[0], caller, item)
        return None if inner is None else not inner
    if kind == "and":
        both = [truth(term, caller, item) for term in rest]
        return False if False in both else None if None in both else True
    op, value = rest
    if kind == "device":  # Only the caller's own may be asked for.
        own = item.owner == ("device", caller.device)
        told = {"==": own, "!=": not own, ">": False if own else None}
        return told[op] if value == caller.device else None
    user = item.owner[1] if item.owner and item.owner[0] == "user" else None
    return COMPARE[op]({"n": item.n, "id": item.id, "user": user}[kind], value)


class Model:
    """One collection. Each method says what a call must answer: a value, or a refusal's code."""
    def __init__(self, insertable, default_public):
        self.items = {}  # by id, oldest first
        self.insertable = insertable
        self.default_public = default_public

    def find(self, caller, criteria, sort, limit, page):
        # Newest first, which is also the order of equal ones.
        found = self._matching(caller, criteria, "r")[::-1]
        found.sort(key=lambda item: item.n if sort else 0, reverse=sort == "DESC")
        return [item.id for item in found][(page - 1) * limit :][:limit], len(found)

    def insert(self, caller, item_id, permission, n):
        if not self.insertable:
            return DENIED
        owner = ("user", caller.user) if caller.user else ("device", caller.device)
        self.items[item_id] = Item(item_id, owner, {"public": self.default_public} | permission, n)
        return None

    def update(self, caller, item_id, n):
        if not may(caller, self.items.get(item_id), "w"):
            return DENIED
        self.items[item_id].n = n
        return "OK"

    def delete(self, caller, item_id):
        if not may(caller, self.items.get(item_id), "w"):
            return DENIED
        del self.items[item_id]
        return "OK"

    def get_permission(self, caller, item_id):
        allowed = may(caller, self.items.get(item_id), "rw")
        return self.items[item_id].permission if allowed else DENIED

    def update_permission(self, caller, criteria, permission, overwrite):
        found = self._matching(caller, criteria, "rw")
        for item in found:
            item.permission = ({"public": ""} if overwrite else item.permission) | permission
        return DENIED if criteria[:2] == ("id", "==") and not found else len(found)

    def _matching(self, caller, criteria, wanted):
        seen = [item for item in self.items.values() if may(caller, item, wanted)]
        return [item for item in seen if truth(criteria, caller, item) is True]
