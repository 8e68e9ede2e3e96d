from dataclasses import dataclass
@dataclass
class N:
    name:str; keywords:tuple=(); description:str=""
class Naming:
    def __init__(self,corpus,records,groups,topics,phrases):
        self.g=groups; self.l={t.iri:t.label for t in topics}
    def names(self): return [N(name=(g.name or self.l.get(g.head) or 'c%d'%i)) for i,g in enumerate(self.g)]
