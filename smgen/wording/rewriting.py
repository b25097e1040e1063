"""Jinja's syntax tree -> the same tree, refused where it goes too far and made to pay for what it does.

Every loop, macro, block and file pays for its body before it runs; what joins, compares or nests values pays for
their size. The names of filters and tests are checked here, so that a slip in a branch not taken is found too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from jinja2 import nodes
from jinja2.environment import Environment
from jinja2.visitor import NodeTransformer

from smgen.errors import TemplateError, did_you_mean, printable
from smgen.plain import UNWRITABLE
from smgen.wording.limits import INCLUDE, STEP

__all__ = ["rewritten"]

_MOST_NODES = 5_000
_DEEPEST = 64
_DEEPEST_LOOP = 6
_PRIVATE_NAMES = frozenset({"varargs", "kwargs"})
_CHEAP = (nodes.Const, nodes.TemplateData)


def rewritten(template: nodes.Template, environment: Environment, place: str) -> nodes.Template:
    """`template` with its costs written in; a TemplateError placed in `place` when it does what none may do."""
    _inspect(template, environment, place)
    return _Paying().visit(template).set_environment(environment)  # type: ignore[no-any-return]


def _inspect(template: nodes.Template, environment: Environment, place: str) -> None:
    """Refuse a tree too large or deep, and nodes no template may use. Walks without recursion: depth is unknown yet."""
    seen = 0
    waiting: list[tuple[nodes.Node, int, int]] = [(template, 0, 0)]
    while waiting:
        node, depth, loops = waiting.pop()
        seen += 1
        loops += isinstance(node, nodes.For)
        reason = "" if seen <= _MOST_NODES else "the template is too large"
        reason = reason or ("the template is nested too deeply" if depth > _DEEPEST or loops > _DEEPEST_LOOP else "")
        reason = reason or _refusal(node)
        if reason:
            raise TemplateError(reason, where=f"{place}, line {node.lineno}")
        _check_name(node, environment, place)
        waiting.extend((child, depth + 1, loops) for child in node.iter_child_nodes())


def _refusal(node: nodes.Node) -> str:
    """Why no template may hold `node`, or nothing."""
    match node:
        case nodes.For(recursive=True):
            return "a loop cannot be recursive"
        case nodes.EvalContextModifier() | nodes.ScopedEvalContextModifier():
            return "autoescape cannot be switched"
        case nodes.Name(name=name) if name.startswith("_") or name in _PRIVATE_NAMES:
            return f"“{printable(name)}” is not a name templates may use"
        case nodes.Getattr(attr=name) if name.startswith("_"):
            return f"“.{printable(name)}” is not open to templates"
        case nodes.Const(value=str(text)) if UNWRITABLE.search(text):
            return "the template holds a control character"
    return ""


def _check_name(node: nodes.Node, environment: Environment, place: str) -> None:
    """Refuse a filter or test nobody knows, with the nearest one in the hint."""
    if isinstance(node, (nodes.Filter, nodes.Test)):
        kind, known = ("filter", environment.filters) if isinstance(node, nodes.Filter) else ("test", environment.tests)
        if node.name not in known or node.name.startswith("_"):
            raise TemplateError(
                f"unknown {kind} “{printable(node.name)}”",
                where=f"{place}, line {node.lineno}",
                hint=did_you_mean(node.name, [name for name in known if not name.startswith("_")]),
            )


class _Paying(NodeTransformer):
    """Writes the payments into the tree; the filters they call are in `smgen.wording.sandbox`."""

    def visit_Template(self, node: nodes.Template) -> nodes.Node:  # noqa: N802 (Jinja finds visitors by class name)
        return self._body_paid(node, INCLUDE)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802
        return self._body_paid(node, STEP)

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node:  # noqa: N802
        return self._body_paid(node, STEP)

    def visit_Block(self, node: nodes.Block) -> nodes.Node:  # noqa: N802
        return self._body_paid(node, STEP)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        cost = _cost(node.iter_child_nodes())
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_counted", STEP + cost)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "_concatenated")

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        by_containment = any(operand.op in ("in", "notin") for operand in node.ops)
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        if by_containment or not any(isinstance(side, _CHEAP) for side in sides):
            node.expr = _weighed(node.expr)
            for operand in node.ops:
                operand.expr = _weighed(operand.expr)
        return node

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        return self._literal(node, node.items)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        return node if node.ctx != "load" else self._literal(node, node.items)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802
        return self._literal(node, [part for pair in node.items for part in (pair.key, pair.value)])

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:  # noqa: N802
        """`{{ a if b }}` without an else says nothing when b does not hold, as its author means it."""
        self.generic_visit(node)
        node.expr2 = node.expr2 or nodes.Const("", lineno=node.lineno)
        return node

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        return self._with_context(node)

    def visit_Import(self, node: nodes.Import) -> nodes.Node:  # noqa: N802
        return self._with_context(node)

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:  # noqa: N802
        return self._with_context(node)

    def _body_paid(self, node: nodes.Node, fixed: int) -> nodes.Node:
        body: list[nodes.Node] = node.body  # type: ignore[attr-defined]
        cost = fixed + _cost(body)
        self.generic_visit(node)
        payment = _filtered(nodes.Const(cost, lineno=node.lineno), "_paid")
        node.body = [nodes.ExprStmt(payment, lineno=node.lineno), *node.body]  # type: ignore[attr-defined]
        return node

    def _literal(self, node: nodes.Expr, parts: Sequence[nodes.Expr]) -> nodes.Node:
        constant = all(isinstance(part, _CHEAP) for part in parts)
        self.generic_visit(node)
        return node if constant else _weighed(node)

    def _with_context(self, node: nodes.Include | nodes.Import | nodes.FromImport) -> nodes.Node:
        """Macros from another file see the language and the platform too, and nothing is kept between two renders."""
        self.generic_visit(node)
        node.with_context = True
        return node


def _weighed(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, _CHEAP) else _filtered(node, "_weighed")


def _filtered(node: nodes.Node, name: str, *arguments: int) -> nodes.Filter:
    constants = [nodes.Const(argument, lineno=node.lineno) for argument in arguments]
    expression = cast(nodes.Expr, node)
    return nodes.Filter(expression, name, constants, [], None, None, lineno=node.lineno)


def _cost(body: Iterable[nodes.Node]) -> int:
    """Units for running `body` once, loops inside taken as one turn: its nodes, and its text by four characters."""
    total, waiting = 0, list(body)
    while waiting:
        node = waiting.pop()
        total += 1
        match node:
            case nodes.TemplateData(data=text) | nodes.Const(value=str(text)):
                total += len(text) >> 2
        waiting.extend(node.iter_child_nodes())
    return total
