from hypothesis import settings

# How busy the machine is says nothing about a property.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
