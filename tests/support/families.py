"""A small family as authors write it, its Spanish, and families of any shape for draws."""

from __future__ import annotations

from lti_tool.content.model import Item, Quiz, QuizSection
from tests.support.items import build_choice

FAMILY = """\
- family: "tiny-dog"
  type: "single"
  competency: "LCS.C3"
  lesson: "tiny.l1"
  card: "Local policy: nobody is asked about a harness."
  options:
  - {id: "a", text: "Say good morning, and go on reading."}
  - {id: "b", text: "Go over, and ask what it was trained for."}
  - {id: "c", text: "Ask for it to wait by the door for now."}
  stems:
  - id: "tiny-101"
    version: 1
    bloom: "apply"
    key: "a"
    stem: "A pup in a stiff harness leads a man to the lift. What do you do first?"
    feedback:
      a: "A harness of that kind is plain to see, so nothing is left to find out."
      b: "You would be asking a man who has every right to walk on."
      c: "Nobody has been troubled, and he needs his guide beside him."
  - id: "tiny-102"
    version: 1
    bloom: "apply"
    key: "b"
    stem: "A lady has a terrier in her bag, and a small vest lies over it. What do you do first?"
    feedback:
      a: "A vest can be bought anywhere, so it tells you nothing at all."
      b: "Two questions are allowed here, and this is the moment for them."
      c: "You cannot know yet whether it has to go out at all."
  - id: "tiny-103"
    version: 1
    bloom: "analyse"
    key: "c"
    stem: "A setter jumps up at two toddlers, and its owner laughs it off. What do you do first?"
    feedback:
      a: "The toddlers are in tears, and somebody has to act right now."
      b: "Whatever it was trained for, it is not under control just now."
      c: "Trained or not, a hound that jumps at people may not stay."
"""

FAMILY_ES = """\
tiny-dog:
  card: "Norma local: a nadie se le pregunta por un arnés."
  options:
    a: "Dar los buenos días y seguir leyendo."
    b: "Acercarse y preguntar para qué lo entrenaron."
    c: "Pedir que espere un rato junto a la puerta."
  stems:
    tiny-101:
      source_version: 1
      stem: "Un cachorro con arnés guía a un hombre. ¿Qué hace usted primero?"
      feedback:
        a: "El arnés se ve bien y no hay nada que averiguar."
        b: "Le preguntaría a un hombre que puede seguir su camino."
        c: "A nadie le molesta, y él lo necesita a su lado."
    tiny-102:
      source_version: 1
      stem: "Una señora lleva un perrito en el bolso. ¿Qué hace usted primero?"
      feedback:
        a: "Un chaleco se compra en todas partes y no dice nada."
        b: "Aquí se permiten dos preguntas, y este es el momento."
        c: "Usted no sabe todavía si tiene que salir de aquí."
    tiny-103:
      source_version: 1
      stem: "Un perro salta sobre dos niños. ¿Qué hace usted primero?"
      feedback:
        a: "Los niños lloran, y alguien tiene que hacer algo ya."
        b: "Da igual para qué lo entrenaron: ahora nadie lo controla."
        c: "Con entrenamiento o sin él, así no puede quedarse."
"""


def build_family(
    name: str, competency: str = "C1", blooms: tuple[str, ...] = ("apply", "apply", "analyse")
) -> list[Item]:
    """A family of as many options as it has levels, each the key of one stem."""
    options = "abcdef"[: len(blooms)]
    return [
        build_choice(f"{name}-{key}", options, key, competency=competency, bloom=bloom, family=name)
        for key, bloom in zip(options, blooms, strict=True)
    ]


def build_bank(
    families: int, known: int, draw: dict[str, int], *, blooms: tuple[str, ...] = ("apply", "apply", "analyse")
) -> Quiz:
    """A quiz of one section with families and knowledge items."""
    items = [item for number in range(families) for item in build_family(f"f{number:02}", blooms=blooms)]
    items += [build_choice(f"k{number}", competency="C1", bloom="understand") for number in range(known)]
    return Quiz(title="Quiz", sections=(QuizSection(competency="C1", draw=draw),), items=tuple(items))
