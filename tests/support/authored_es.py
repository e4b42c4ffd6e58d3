"""The Spanish of a small content folder: items, module, lesson, scenario and survey."""

from __future__ import annotations

ITEMS_ES = """\
tiny-001:
  source_version: 1
  stem: "Alguien pide un asiento. ¿Qué dice usted?"
  options:
    a: {text: "Ese está libre.", feedback: "Responde enseguida y con amabilidad."}
    b: {text: "Están por allí.", feedback: "Señala sin ayudar a nadie."}
    c: {text: "No se reservan.", feedback: "Nadie le pidió una reserva."}
tiny-002:
  source_version: 1
  stem: "¿Cuáles de estas abren una conversación?"
  options:
    a: {text: "Levantar la vista", feedback: "Muestra que usted está ahí."}
    b: {text: "Un saludo", feedback: "Muestra que usted está disponible."}
    c: {text: "Seguir tecleando", feedback: "Muestra que usted está ocupado."}
tiny-003:
  source_version: 1
  stem: "¿Cuál es la mejor respuesta y cuál la peor?"
  options:
    a: {text: "Quien quiera.", feedback: "Responde con claridad y calidez."}
    b: {text: "Ahí están las normas.", feedback: "Es cierto y no ayuda."}
    c: {text: "¿Por qué pregunta?", feedback: "Hace sentir pequeño a quien pregunta."}
"""
MODULE_ES = """\
source_version: 1
title: "Diminuto"
summary: "Un módulo muy pequeño."
quiz: {title: "Compruebe lo aprendido"}
"""
LESSON_ES = """\
---
id: "tiny.l1"
lang: "es"
source_version: 1
objectives: ["Nombrar la necesidad."]
---
# Escuche la necesidad

Una petición es una primera suposición.

"""
SORT_ES = """\
:::sort id="values"
prompt: "¿Qué valor falta en cada una?"
categories: [{id: "trust", label: "Confianza"}, {id: "respect", label: "Respeto"}]
entries:
- {id: "a", text: "Una respuesta tardía", category: "trust", feedback: "La gente cuenta con una respuesta."}
- {id: "b", text: "Un comentario en voz alta", category: "respect", feedback: "Lo oye todo el mundo."}
- {id: "c", text: "Una promesa rota", category: "trust", feedback: "No se volverá a creer."}
:::
"""
CHECKLIST_ES = """\
:::checklist id="cl1"
prompt: "Elija lo que necesita."
title: "En nuestro mostrador"
format: "cards"
groups:
- {title: "Antes", entries: ["Despejar el mostrador", "Levantar la vista"]}
- {title: "Después", entries: ["Despedirse"]}
own: 2
:::
"""
ATTACHED = ':::scenario id="closing" src="closing-time"\n:::\n\n:::survey id="barriers" src="bent-rule"\n:::\n'
SCENARIO_ES = """\
source_version: 1
title: "A la hora de cerrar"
intro: "Son las nueve menos diez."
nodes:
  n1:
    text: "Necesita el ordenador después de las nueve."
    choices:
    - {text: "Preguntar qué le falta.", feedback: "Usted buscó primero la necesidad."}
    - {text: "Decir que cerramos.", feedback: "Oye una puerta que se cierra."}
  n2:
    text: "Solo falta enviarlo."
    choices:
    - {text: "Ayudarla a enviarlo.", feedback: "Queda hecho antes de cerrar."}
    - {text: "Dejarla sola.", feedback: "Es amable, pero no es seguro."}
  good: {text: "Se va a las nueve."}
  mixed: {text: "Usted sale tarde."}
  poor: {text: "Se va sin nada."}
debrief: "Pregunte antes de responder."
"""
SURVEY_ES = """\
source_version: 1
title: "Normas dobladas"
intro: "Nadie ve quién escribió qué."
fields:
- {id: "rule", label: "¿Qué norma?"}
- {id: "barrier", label: "¿Qué lo impedía?", options: ["Coste", "Tiempo"]}
- {id: "idea", label: "¿Qué probaría?"}
"""
