"""Where the ids, codes and links of the cities' old apps and portals lead now."""
