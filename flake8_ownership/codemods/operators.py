"""The operators of `ast`, each as LibCST has it."""

from __future__ import annotations

import ast

import libcst as cst

OPERATORS: dict[type[ast.AST], cst.CSTNode] = {
    ast.Add: cst.Add(),
    ast.And: cst.And(),
    ast.BitAnd: cst.BitAnd(),
    ast.BitOr: cst.BitOr(),
    ast.BitXor: cst.BitXor(),
    ast.Div: cst.Divide(),
    ast.Eq: cst.Equal(),
    ast.FloorDiv: cst.FloorDivide(),
    ast.Gt: cst.GreaterThan(),
    ast.GtE: cst.GreaterThanEqual(),
    ast.In: cst.In(),
    ast.Invert: cst.BitInvert(),
    ast.Is: cst.Is(),
    ast.IsNot: cst.IsNot(),
    ast.LShift: cst.LeftShift(),
    ast.Lt: cst.LessThan(),
    ast.LtE: cst.LessThanEqual(),
    ast.MatMult: cst.MatrixMultiply(),
    ast.Mod: cst.Modulo(),
    ast.Mult: cst.Multiply(),
    ast.Not: cst.Not(),
    ast.NotEq: cst.NotEqual(),
    ast.NotIn: cst.NotIn(),
    ast.Or: cst.Or(),
    ast.Pow: cst.Power(),
    ast.RShift: cst.RightShift(),
    ast.Sub: cst.Subtract(),
    ast.UAdd: cst.Plus(),
    ast.USub: cst.Minus(),
}
