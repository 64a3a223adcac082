"""What strangers may read, as files: from the same templates, at the same addresses. Whoever asks
without a session's cookie needs no program and no database for them (infra/Caddyfile).
"""
