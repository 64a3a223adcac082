"""The county at a glance, for its leaders (主席的一页): every figure opens what it is made of."""
