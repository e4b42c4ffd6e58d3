"""Texts of activities, scenarios and surveys that tests put into a small content folder."""

from __future__ import annotations

REWRITE = """\
:::rewrite id="ry1"
prompt: "We don't do *that* here."
context: "Somebody asks for a seat."
models:
- {text: "Here is what we can do.", why: "It says what is possible first."}
- {text: "Let us look together.", why: "It starts the search at once."}
:::
"""
SORT = """\
:::sort id="values"
prompt: "Which value is weak in each?"
categories: [{id: "trust", label: "Trust"}, {id: "respect", label: "Respect"}]
entries:
- {id: "a", text: "A late answer", category: "trust", feedback: "People count on an answer."}
- {id: "b", text: "A loud remark", category: "respect", feedback: "It is heard by everybody."}
- {id: "c", text: "A broken promise", category: "trust", feedback: "It will not be believed again."}
:::
"""
REFLECTION = """\
:::reflection id="r1"
prompt: "When did you last ask first?"
hint: "Think of yesterday."
:::
"""
SELF_ASSESSMENT = """\
:::self_assessment id="sa1"
prompt: "How often?"
statements:
- {id: "a", text: "I look up.", try: "Look up once more this week."}
- {id: "b", text: "I greet.", try: "Greet the next three people first."}
- {id: "c", text: "I ask.", try: "Ask one open question a day."}
:::
"""
CHECKLIST = """\
:::checklist id="cl1"
prompt: "Choose what your desk needs."
title: "At our desk"
format: "cards"
groups:
- {title: "Before", entries: ["Clear the desk", "Look up"]}
- {title: "After", entries: ["Say good-bye"]}
own: 2
:::
"""
SCENARIO = """\
title: "At closing time"
intro: "It is ten to nine."
start: "n1"
max_points: 3
nodes:
  n1:
    text: "She needs the computer after nine."
    choices:
    - {text: "Ask what is left to do.", to: "n2", points: 2, feedback: "You looked for the need first."}
    - {text: "Say that we close at nine.", to: "poor", points: 0, feedback: "She hears a door that closes."}
  n2:
    text: "Only the upload is left."
    choices:
    - {text: "Help her to send it.", to: "good", points: 1, feedback: "It is done before you close."}
    - {text: "Let her stay on alone.", to: "mixed", points: 0, feedback: "It is kind, but it is unsafe."}
  good: {end: "met", text: "She leaves at nine with the form sent."}
  mixed: {end: "partly", text: "You leave late."}
  poor: {end: "not_yet", text: "She leaves without."}
debrief: "Ask before you answer."
"""
SURVEY = """\
title: "Bent rules"
intro: "Nobody sees who wrote what."
anonymous: true
min_group: 5
graded: "completion"
fields:
- {id: "rule", type: "short", label: "Which rule?", required: true}
- {id: "barrier", type: "multi", label: "What stood in the way?", options: ["Cost", "Time"]}
- {id: "idea", type: "long", label: "What would you try?", share: "opt_in"}
"""
ATTACHED = """\
:::scenario id="closing" src="closing-time"
:::

Some words between.

:::survey id="barriers" src="bent-rule"
:::
"""
EVERYTHING = "\n".join([REWRITE, SORT, REFLECTION, SELF_ASSESSMENT, CHECKLIST, ATTACHED])
