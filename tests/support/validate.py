#!/usr/bin/python3
"""validate.py SCHEMA REPORT... - hold JSON reports against the published schema.

Readers must allow fields that are added later; here a field that the schema does not
name is an error as well, so that the schema can't lag behind the program. Exit status
77 (skipped) where python3-jsonschema is not installed.
"""
import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def closed(node):
    """The same schema, with every object closed."""
    if isinstance(node, dict):
        node = {key: closed(value) for key, value in node.items()}
        if node.get("type") == "object":
            node["additionalProperties"] = False
    elif isinstance(node, list):
        node = [closed(item) for item in node]
    return node


def main():
    schema = json.load(open(sys.argv[1], encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    wrong = 0
    for path in sys.argv[2:]:
        report = json.load(open(path, encoding="utf-8"))
        for error in Draft202012Validator(closed(schema)).iter_errors(report):
            where = "/".join(str(step) for step in error.absolute_path)
            print(f"{path}: /{where}: {error.message[:300]}")
            wrong += 1
        for source in report["sources"]:
            parts = ("events", "continuation", "filtered", "rejected")
            if source["lines"] != sum(source[part] for part in parts):
                print(f"{path}: the ledger of {source['path']} does not add up")
                wrong += 1
    sys.exit(1 if wrong else 0)


main()
