"""The national list: every division of China, from province to village."""
