"""Small errors, one at a time, in the rooms that say who may see what: what a hurried hand could do to a rule.

A mutant is the file's syntax tree with one place changed. Line numbers stay, so that a function of the running
process can be given the changed code (`running.py`).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = [
    "accounts/access.py",
    "accounts/roles.py",
    *(
        f"citizens/access/{room}.py"
        for room in ("rows", "case", "rules", "finders", "grants", "programmes", "emergency", "reviews")
    ),
    "overview/queries/readers.py",
    *(f"{app}/access.py" for app in ("plans", "tracks", "meetings", "followups", "overview")),
]
FLIPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
# Lookups in a filter's keywords are comparisons, too.
LOOKUPS = {"__lte": "__lt", "__gte": "__gt", "__lt": "__lte", "__gt": "__gte"}


@dataclass(frozen=True)
class Mutant:
    path: str
    line: int
    what: str
    place: int  # of the node in the tree, and which of its changes
    change: int

    @property
    def name(self) -> str:
        return f"{self.path}: {self.what}"

    def tree(self) -> ast.Module:
        tree = parsed(self.path)
        target = list(ast.walk(tree))[self.place]
        _replace(tree, target, list(_changes(target))[self.change][1])
        return ast.fix_missing_locations(tree)


def parsed(path: str) -> ast.Module:
    return ast.parse((PROJECT / path).read_text(encoding="utf-8"))


def mutants(path: str) -> list[Mutant]:
    """Every mutant of a file; two with the same name get a number."""
    tree = parsed(path)
    skipped = _unread(tree)
    seen: dict[str, int] = {}
    made = []
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue  # and whatever _changes knows nothing of yields nothing
        for change, (what, _new) in enumerate(_changes(node)):
            name = f"{_home(tree, node)}: {what}"
            seen[name] = seen.get(name, 0) + 1
            name += f" ({seen[name]})" if seen[name] > 1 else ""
            made.append(Mutant(path, _line(node), name, place, change))
    return made


def _unread(tree: ast.Module) -> set[int]:
    """Annotations and decorators: they decide nothing, or only once."""
    roots: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            roots += [node.returns, *node.decorator_list, *(arg.annotation for arg in _arguments(node))]
        if isinstance(node, ast.AnnAssign):
            roots.append(node.annotation)
        if isinstance(node, ast.ClassDef):
            roots += node.decorator_list
    return {id(node) for root in roots if root is not None for node in ast.walk(root)}


def _arguments(node: ast.FunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _line(node: ast.AST) -> int:
    return node.target.lineno if isinstance(node, ast.comprehension) else node.lineno  # type: ignore[attr-defined]


def _home(tree: ast.Module, node: ast.AST) -> str:
    around = [
        d for d in ast.walk(tree)
        if isinstance(d, ast.FunctionDef | ast.ClassDef) and d.lineno <= _line(node) <= (d.end_lineno or 0)
    ]  # fmt: skip
    return ".".join(d.name for d in around) or "module"


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    text = ast.unparse(node).replace("\n", " ")[:90] if isinstance(node, ast.expr | ast.stmt) else ""
    if isinstance(node, ast.BoolOp):
        yield f"and ↔ or in “{text}”", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for index, value in enumerate(node.values):
            rest = [v for n, v in enumerate(node.values) if n != index]
            yield f"without “{ast.unparse(value)}”", rest[0] if len(rest) == 1 else _with(node, values=rest)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr | ast.Sub):
        yield f"only the left of “{text}”", node.left
        if not isinstance(node.op, ast.Sub):
            yield f"only the right of “{text}”", node.right
            yield f"& ↔ | in “{text}”", _with(node, op=ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd())
    elif isinstance(node, ast.AugAssign):
        yield f"nothing happens: “{text}”", ast.Pass()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield f"not negated: “{text}”", node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        flipped = FLIPS[type(node.ops[0])]
        yield f"{flipped.__name__} in “{text}”", _with(node, ops=[flipped()])
    elif isinstance(node, ast.If | ast.IfExp):
        for value in (True, False):
            yield f"always {value}: if {ast.unparse(node.test)}", _with(node, test=ast.Constant(value))
    elif isinstance(node, ast.Raise):
        yield f"does not raise: “{text}”", ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _returns(node, text)
    elif isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield f"without if {ast.unparse(test)}", _with(node, ifs=[other for other in node.ifs if other is not test])
    elif isinstance(node, ast.Call):
        yield from _calls(node, text)
    elif isinstance(node, ast.Set):
        for member in node.elts:
            yield (
                f"without {ast.unparse(member)}",
                _with(node, elts=[other for other in node.elts if other is not member]),
            )


def _returns(node: ast.Return, text: str) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, ast.Compare | ast.BoolOp):
        for value in (True, False):
            yield f"{value} for “{text}”", _with(node, value=ast.Constant(value))


def _calls(node: ast.Call, text: str) -> Iterator[tuple[str, ast.AST]]:
    method = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if method in ("filter", "exclude") and isinstance(node.func, ast.Attribute):
        yield f"no {method}: “{text}”", _with(node, func=_with(node.func, attr="all"), args=[], keywords=[])
    if method in ("filter", "exclude", "Q", "valid_cells"):
        for index, argument in enumerate(node.args):
            if len(node.args) + len(node.keywords) > 1 and not isinstance(argument, ast.Starred):
                yield f"without “{ast.unparse(argument)}”", _with(node, args=node.args[:index] + node.args[index + 1 :])
    if method in ("filter", "exclude", "Q", "CareTeamMember"):
        for index, keyword in enumerate(node.keywords):
            others = node.keywords[:index] + node.keywords[index + 1 :]
            if len(node.args) + len(node.keywords) > 1:
                yield f"without “{ast.unparse(keyword)}”", _with(node, keywords=others)
            for lookup, other in LOOKUPS.items():
                if keyword.arg and keyword.arg.endswith(lookup):
                    changed = ast.keyword(keyword.arg.removesuffix(lookup) + other, keyword.value)
                    yield f"{other} for “{ast.unparse(keyword)}”", _with(node, keywords=[*others, changed])
    for index, keyword in enumerate(node.keywords):
        if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool) and method != "Q":
            other_way = ast.keyword(keyword.arg, ast.Constant(not keyword.value.value))
            yield (
                f"{not keyword.value.value} for “{ast.unparse(keyword)}”",
                _with(node, keywords=[*node.keywords[:index], other_way, *node.keywords[index + 1 :]]),
            )
    if method == "none" and isinstance(node.func, ast.Attribute):
        yield f"all for “{text}”", _with(node, func=_with(node.func, attr="all"))
    if method == "frozenset":
        yield f"everything for “{text}”", ast.parse("frozenset(__import__('builtins').EVERYTHING)", mode="eval").body


def _with(node: ast.AST, **values: object) -> ast.AST:
    fresh = copy.copy(node)
    for name, value in values.items():
        setattr(fresh, name, value)
    return fresh


def _replace(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    if isinstance(old, ast.expr | ast.stmt):
        ast.copy_location(new, old)
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(item is old for item in value):
                setattr(parent, name, [new if item is old else item for item in value])
                return
    raise LookupError(ast.dump(old))
