"""What stands before every answer: connections, names and tokens, the place, and how many wait.

`connections` ends those that say too little or do not read, `access` asks who may ask, `place`
knows the public address, `kept` has the pages that were made, and `admission` sends away what would
only wait for its turn (`turns`).
"""
