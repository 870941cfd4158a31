"""Checks answers against the schema: every field known, of the right type, none missing."""

from typing import Any

from webchat import schema

PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
}


def problems_of_answer(method: str, body: dict[str, Any]) -> list[str]:
    """What is wrong with an envelope."""
    if not body["ok"]:
        extra = body.keys() - {"ok", "error_code", "description", "parameters"}
        wrong = [f"{method}: unknown {sorted(extra)}"] if extra else []
        return wrong + problems(body.get("parameters", {}), ["ResponseParameters"], f"{method}.parameters")
    if extra := body.keys() - {"ok", "result", "description"}:
        return [f"{method}: unknown {sorted(extra)}"]
    return problems(body["result"], schema.load()["methods"][method]["returns"], method)


def problems(value: Any, types: list[str], where: str) -> list[str]:
    """What is wrong with a value that must have one of these types."""
    found = [_problems_of_type(value, one, where) for one in types]
    return [] if any(not wrong for wrong in found) else min(found, key=len)


def _problems_of_type(value: Any, kind: str, where: str) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: not a list"]
        inner = kind.removeprefix("Array of ")
        return [wrong for i, one in enumerate(value) for wrong in _problems_of_type(one, inner, f"{where}[{i}]")]
    if kind in PLAIN:
        right = isinstance(value, PLAIN[kind]) and (kind == "Boolean" or not isinstance(value, bool))
        return [] if right else [f"{where}: {value!r} is not {kind}"]
    described = schema.load()["types"][kind]
    if "subtypes" in described:
        return problems(value, described["subtypes"], where)
    return _problems_of_object(value, described["fields"], where)


def _problems_of_object(value: Any, fields: dict[str, Any], where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: not an object"]
    wrong = [f"{where}.{name}: unknown" for name in value.keys() - fields.keys()]
    wrong += [f"{where}.{name}: missing" for name, one in fields.items() if one["required"] and name not in value]
    for name in value.keys() & fields.keys():
        wrong += problems(value[name], fields[name]["types"], f"{where}.{name}")
    return wrong
