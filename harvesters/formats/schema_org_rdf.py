"""schema.org in RDF/XML (Bioschemas): its statements as the same nodes that JSON-LD gives, described the same way."""

from __future__ import annotations

from typing import Any
from xml.sax import SAXException

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.term import Node as Term

from harvesters.context import Context
from harvesters.formats.schema_org import described
from harvesters.formats.schema_org.nodes import DEEPEST, Node, is_record
from harvesters.problems import SourceProblem, Undescribable
from harvesters.words import words
from harvesters.xml import parsed
from registry.catalogue.description import Description

# LRMI's terms have the names that schema.org took over; SKOS has those of concepts.
_VOCABULARIES = (
    *("http://schema.org/", "https://schema.org/", "http://purl.org/dcx/lrmi-terms/"),
    "http://www.w3.org/2004/02/skos/core#",
)


def describe(payload: bytes, context: Context) -> Description:
    """Describes the record that no other node of the document refers to, or the first one."""
    nodes = [node for node in _nodes(_graph(payload, context)) if is_record(node)]
    if not nodes:
        raise Undescribable(
            words(
                "No node of the RDF is a Course, Event, LearningResource, HowTo, Article, VideoObject or Legislation"
                " of schema.org."
            ),
            words("Give the node that describes the training its schema.org class."),
            "type",
        )
    return described(nodes[0], context)


def _graph(payload: bytes, context: Context) -> Graph:
    try:
        parsed(payload, what=words("an RDF/XML record"))  # refuses what rdflib's own parser would expand
        graph = Graph(bind_namespaces="none")
        graph.parse(data=payload, format="xml", publicID=context.base or None)
    except SourceProblem as problem:
        raise Undescribable(problem.problem.reason, problem.problem.advice) from None
    except (
        ParserError,
        SAXException,
        ValueError,
        TypeError,
    ) as error:  # TypeError: of an element without a namespace
        raise Undescribable(
            words("The RDF/XML cannot be read: %(error)s", error=str(error)),
            words("Check it with an RDF validator."),
        ) from None
    return graph


def _nodes(graph: Graph) -> list[Node]:
    """The typed nodes, those that nothing refers to first."""
    subjects = list(dict.fromkeys(graph.subjects(RDF.type)))
    inner = set(graph.objects())
    ordered = sorted(subjects, key=lambda subject: subject in inner)
    return [_node(graph, subject, ()) for subject in ordered]


def _node(graph: Graph, subject: Term, above: tuple[Term, ...]) -> Node:
    node: Node = {"@type": [kind for one in graph.objects(subject, RDF.type) if (kind := _local(one))]}
    if isinstance(subject, URIRef):
        node["@id"] = str(subject)
    for predicate, value in graph.predicate_objects(subject):
        if name := _local(predicate):
            node.setdefault(name, []).append(_value(graph, value, (*above, subject)))
    return node


def _value(graph: Graph, value: Term, above: tuple[Term, ...]) -> Any:
    if isinstance(value, Literal):
        return {"@value": str(value), "@language": value.language} if value.language else str(value)
    if value in above or len(above) > DEEPEST or (value, None, None) not in graph:
        return {} if isinstance(value, BNode) else str(value)
    return _node(graph, value, above)


def _local(term: Term) -> str | None:
    """The name within one of the vocabularies that are read; None for others."""
    name = str(term)
    return next((name[len(one) :] for one in _VOCABULARIES if name.startswith(one)), None)
