"""How readers share a workspace: holds, first impressions, site policy, reports."""
