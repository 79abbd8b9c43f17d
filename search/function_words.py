"""Words that hold a question together and say nothing of its subject: “how do I”, “para”, “untuk”.

Left out are those that mean something else in another of the languages or as an abbreviation: it (IT), us (US),
who (WHO), may, and Vietnamese ones, which are other words once their accents are folded. “Abroad” is here because
everything in this catalogue is about it.
"""

from __future__ import annotations

# English, Spanish, French, Portuguese, Russian, Filipino, Indonesian and Malay, Arabic, and Chinese and Japanese
# particles, folded (search.analysis).
_WORDS = """
a about abroad am an and are at be been by can could did do does for from get has have how i if in into is my of on or
our should so that the their them there these this those to was we were what when where which why will with
would you your
al como con cual cuando de del donde el en la las lo los mi mis nuestro nuestra para por puedo que se su sus un una y
au aux ce ces comment dans des du est et je le les mon ou pour quel quelle sur une
da das dos e em meu minha na nas no nos o os ou onde posso quando um uma
в во до для за и из или как какие какой к на над но о об от по под при с со у что чтобы это
ang ako ay kung ko mga mula na ng para sa paano po
apa bagaimana dan dari dengan di ini itu ke pada saya untuk yang
في من على الى عن كيف ما هو هي مع او و
的 了 吗 呢 和 在 是 与 怎么 如何 什么
の を に は が で と も へ や とは から まで について
"""

FUNCTION_WORDS = frozenset(_WORDS.split())
